export const waiting = {
  title: 'Please wait',
  text: (room: string) => `Somebody in ${room} has to let you in. This page goes on by itself.`,
  leave: 'Leave',
};
