export const landing = {
  title: 'Meet face to face, on your own servers',
  lead: 'Start a room and send its link to whoever should come. No account, nothing to install.',
  start: 'New meeting',
  or: 'or join a room you know',
  roomLabel: 'Room name',
  roomHint: 'Lower-case letters, digits and hyphens',
  go: 'Go to room',
  badRoom: 'A room name has lower-case letters, digits and hyphens, at most 64 of them.',
};
