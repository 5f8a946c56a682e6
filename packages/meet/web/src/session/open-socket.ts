import { bearerProtocol } from '@stoa/protocol';
import type { OpenSocket, SocketEvents, SocketLike } from './_link.ts';

/**
 * The browser's WebSocket behind the few members that the session uses.
 * @param token proves who that is; it goes beside the subprotocol, since a page can set no other header
 */
export function openBrowserSocket(token: string | null = null): OpenSocket {
  return (url, protocol, events) =>
    open(url, token === null ? [protocol] : [protocol, bearerProtocol + token], events);
}

function open(url: string, protocols: string[], events: SocketEvents): SocketLike {
  const socket = new WebSocket(url, protocols);
  socket.addEventListener('open', () => events.open());
  socket.addEventListener('message', (event) => events.message(event.data));
  socket.addEventListener('close', (event) => events.close(event.code));
  return {
    get isOpen() {
      return socket.readyState === WebSocket.OPEN;
    },
    send: (data) => socket.send(data),
    close: (code) => socket.close(code),
  };
}
