export const banner = {
  joining: 'Joining…',
  unreachable: 'The server cannot be reached. Trying again…',
  reconnecting: 'Connection to the server lost. Reconnecting… The call goes on.',
  logAway: 'Chat is paused: the server cannot store messages at the moment. The call goes on.',
  soundBlocked: 'The browser has not started the sound.',
  soundOn: 'Turn sound on',
};
