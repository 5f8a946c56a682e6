/**
 * `node:http`, got in a way that an import is not: importing it as an ES module reads all its exports, and its `fetch` and
 * `WebSocket` load a client that nobody here needs (85 ms of 130 for a program that does nothing else).
 */
export const http = process.getBuiltinModule('node:http');
