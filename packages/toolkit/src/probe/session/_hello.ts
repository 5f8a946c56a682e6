import type { ServerMessage } from '@stoa/protocol';
import type { RawData, WebSocket } from 'ws';
import { callErrors } from '../probe-errors.ts';
import { parseServerMessage } from './_socket.ts';
import type { Welcome } from './session-events.ts';

export interface Hello {
  readonly id: string;
  readonly room: string;
  readonly name: string;
  readonly resume?: { readonly token: string; readonly version: number };
}

function refused(hello: Hello, message: Extract<ServerMessage, { type: 'error' }>): Error {
  const { code, retryable, retryAfterMs = 0 } = message;
  const details = { code, retryable, retryAfterMs };
  if (message.code === 'room-full') {
    return callErrors.make('CALL_ROOM_FULL', `the room ${hello.room} is full: ${message.message}`, {
      hint: 'use another room, or raise the limit of participants',
      details,
    });
  }
  if (hello.resume !== undefined && message.code === 'resume-refused') {
    return callErrors.make('CALL_SESSION_LOST', `the session was not resumed: ${message.message}`, {
      hint: 'it was away for longer than the grace time, or the room log is gone: join anew',
      details,
    });
  }
  const text = `joining ${hello.room} was refused: ${message.message} (${message.code})`;
  return callErrors.make('CALL_JOIN_FAILED', text, { details });
}

/**
 * Says hello and waits for the welcome. Messages that arrive right behind it stay in order, because the caller's
 * listener is put in place before the promise's reaction can run: `onWelcome` is called synchronously.
 * @throws CALL_ROOM_FULL, CALL_SESSION_LOST, CALL_JOIN_FAILED
 */
export function sayHello(
  socket: WebSocket,
  hello: Hello,
  timeoutMs: number,
  onWelcome: (welcome: Welcome) => void,
): Promise<Welcome> {
  return new Promise((resolve, reject) => {
    const end = (settle: () => void) => {
      clearTimeout(timer);
      socket.off('message', onMessage).off('close', onClose);
      settle();
    };
    const onMessage = (data: RawData) => {
      const message = parseServerMessage(data);
      if (message?.type === 'error') end(() => reject(refused(hello, message)));
      if (message?.type !== 'welcome' || message.re !== hello.id) return;
      end(() => {
        onWelcome(message);
        resolve(message);
      });
    };
    const onClose = (code: number, reason: Buffer) => {
      const why = `the backend closed the connection (${code}${reason.length > 0 ? ` ${reason.toString()}` : ''})`;
      end(() => reject(callErrors.make('CALL_BACKEND_UNREACHABLE', `${why} before its welcome`)));
    };
    const timer = setTimeout(() => {
      const text = `no welcome from the session backend within ${timeoutMs} ms`;
      end(() => reject(callErrors.make('CALL_BACKEND_UNREACHABLE', text)));
    }, timeoutMs);
    socket.on('message', onMessage).on('close', onClose);
    socket.send(JSON.stringify({ type: 'hello', ...hello }));
  });
}
