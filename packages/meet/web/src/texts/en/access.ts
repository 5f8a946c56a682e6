export const access = {
  signIn: 'Sign in',
  signingIn: 'Signing you in…',
  failed: 'You are not signed in',
  problems: {
    refused: 'The sign-in was refused or cancelled.',
    lost: 'This sign-in was not begun in this tab, or is over. Begin it again from the meeting.',
    unreachable: 'The sign-in could not be completed: its server cannot be reached.',
  },
  back: 'Back',
};
