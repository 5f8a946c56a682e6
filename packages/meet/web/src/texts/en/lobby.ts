export const lobby = {
  title: 'Ready to join?',
  room: (room: string) => `Room ${room}`,
  nameLabel: 'Your name',
  join: 'Join now',
  preview: 'Preview of your camera',
  asking: 'Please allow the use of microphone and camera.',
  cameraOff: 'Your camera is off',
};
