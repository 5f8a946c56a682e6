/** Choosing and trying microphone, camera and speaker, in the lobby, the call and the settings. */
export const deviceChoice = {
  heading: 'Your devices',
  microphone: 'Microphone',
  camera: 'Camera',
  speaker: 'Speaker',
  systemDefault: 'System default',
  level: 'Microphone level',
  levelMuted: 'Your microphone is off',
  testSound: 'Play test sound',
  playing: 'Playing…',
  soundFailed: 'The sound could not be played on this speaker.',
  failed: (label: string) => `${label} could not be started. The device before goes on.`,
  fellBack: (label: string) => `The microphone was unplugged. Now in use: ${label}.`,
};
