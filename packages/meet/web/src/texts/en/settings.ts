/** The settings dialog. */
export const settings = {
  open: 'Settings',
  title: 'Settings',
  close: 'Close',
  devices: 'Devices',
  sound: 'Sound',
  picture: 'Picture',
  look: 'Appearance',
  you: 'You',
  name: 'Your name',
  nameHint: 'Counts from the next time you join.',
  echoCancellation: 'Remove echo',
  noiseSuppression: 'Reduce background noise',
  autoGainControl: 'Adjust the volume by itself',
  mirror: 'Mirror my own picture (others see it as it is)',
  quality: 'Picture that is sent',
  qualities: {
    standard: 'Full quality',
    medium: 'Medium: up to 0.6 Mbit/s',
    saver: 'Data saver: up to 0.15 Mbit/s',
  },
};
