/** Something with frames to write. */
export interface Writer {
  flush(): void;
}

let waiting: Writer[] = [];

function flushAll(): void {
  const writers = waiting;
  waiting = [];
  for (const writer of writers) writer.flush();
}

/**
 * Has `writer` flush at the end of this turn of the event loop: what one turn has for a socket goes out in one write.
 * One immediate serves all sockets.
 */
export function flushThisTurn(writer: Writer): void {
  if (waiting.length === 0) setImmediate(flushAll);
  waiting.push(writer);
}
