export const end = {
  left: 'You left the call',
  leftText: 'You can come back at any time with the same link.',
  replaced: 'This call goes on in another window',
  replacedText: 'You joined as the same person somewhere else.',
  refused: 'You could not join',
  kicked: 'You were sent out',
  denied: 'You were not let in',
  ended: 'The meeting has ended',
  endedText: 'The host ended it for everyone.',
  codes: {
    'room-full': 'The room is full.',
    'rooms-full': 'This server holds as many meetings as it can at the moment. Try again later.',
    'not-allowed': 'You are not allowed to join this room.',
    other: (code: string) => `The server refused (${code}).`,
  },
  rejoin: 'Rejoin',
  home: 'Home page',
};
