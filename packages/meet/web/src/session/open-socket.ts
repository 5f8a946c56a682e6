import type { OpenSocket } from './_link.ts';

/** The browser's WebSocket behind the few members that the session uses. */
export const openBrowserSocket: OpenSocket = (url, protocol, events) => {
  const socket = new WebSocket(url, protocol);
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
};
