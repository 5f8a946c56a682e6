export const stage = {
  /** What a press leads to, by the layout that comes next. */
  switchTo: {
    grid: 'Show everybody alike',
    speaker: 'Show the speaker large',
    side: 'Show the others at the side',
  },
  pin: (name: string) => `Pin ${name}`,
  unpin: (name: string) => `Unpin ${name}`,
  pages: 'Pages',
  page: (page: number, pages: number) => `Page ${page} of ${pages}`,
  previous: 'Previous page',
  next: 'Next page',
  screenOf: (name: string) => `Screen of ${name}`,
  ownScreen: 'Your screen',
  stopScreenOf: (name: string) => `Stop the screen of ${name}`,
  share: {
    share: 'Share your screen',
    stop: 'Stop sharing your screen',
    ask: 'Ask to share your screen',
    withdraw: 'Withdraw the request to share',
  },
  policy: 'Who may share a screen',
  policies: {
    everyone: 'Everybody',
    approval: 'Whoever a moderator allows it',
    moderators: 'Moderators only',
  },
  asks: (name: string) => `${name} asks to share their screen.`,
  allow: (name: string) => `Allow ${name}`,
  deny: (name: string) => `Do not allow ${name}`,
  dismiss: 'Close this message',
  problems: {
    'no-picture': 'The system gives no picture of the screen. Check the permissions of the browser.',
    refused: 'The room did not take your screen. Somebody else may have to stop sharing first.',
    stopped: 'A moderator stopped your screen.',
  },
  quality: {
    good: 'Good connection',
    fair: 'Fair connection',
    poor: 'Poor connection',
  },
};
