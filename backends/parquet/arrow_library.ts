/** Loads Arrow, which blocks the thread. @module */
import "./arrow_bundle.js";
