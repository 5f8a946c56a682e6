export const chat = {
  title: 'Chat',
  close: 'Close chat',
  empty: 'No messages yet.',
  log: 'Messages',
  placeholder: 'Write a message',
  send: 'Send message',
  sending: 'Sending…',
  retry: 'Retry',
  discard: 'Discard',
  full: 'Too many messages are waiting to be sent. Try again when some have gone.',
  failed: {
    'log-unavailable': 'Not stored: the server cannot store messages at the moment.',
    timeout: 'No answer from the server.',
    'too-many': 'Too many messages in a short time.',
    unconfirmed: 'You joined anew; whether this was stored is not known.',
    other: 'Not sent.',
  },
};
