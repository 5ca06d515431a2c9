/**
 * Taps the console where `node:console` was loaded first. It is a module of its own because it
 * loads `node:console`, whose exports shall be the tapped methods wherever that is still possible.
 *
 * @module
 */
import { copyConsole, type PrintListener, tapConsole, untappedMethods } from "./console_tap.ts";
import * as named from "node:console";

tapConsole({ ...named });

export { copyConsole, type PrintListener, untappedMethods };
