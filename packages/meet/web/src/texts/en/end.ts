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
    'auth-required':
      'This meeting asks for an invitation or an account. Open it with the link you were sent.',
    'auth-failed': 'Your link or account is not valid for this meeting. Ask for a new link.',
    'auth-expired': 'Your link or sign-in has expired. Ask for a new link, or sign in again.',
    other: (code: string) => `The server refused (${code}).`,
  },
  rejoin: 'Rejoin',
  home: 'Home page',
};
