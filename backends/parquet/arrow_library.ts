/** Loads Arrow, which blocks the thread. @module */
import "apache-arrow";
