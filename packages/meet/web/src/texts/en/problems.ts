export const problems = {
  audio: {
    denied: 'The browser blocks the microphone. Allow it in the address bar.',
    missing: 'No microphone was found.',
    busy: 'Another program uses the microphone. Close it and try again.',
    insecure: 'Microphones only work over HTTPS.',
    unplugged: 'The microphone was unplugged.',
    unknown: 'The microphone could not be started.',
  },
  video: {
    denied: 'The browser blocks the camera. Allow it in the address bar.',
    missing: 'No camera was found.',
    busy: 'Another program uses the camera. Close it and try again.',
    insecure: 'Cameras only work over HTTPS.',
    unplugged: 'The camera was unplugged.',
    unknown: 'The camera could not be started.',
  },
  both: {
    denied: 'The browser blocks microphone and camera. Allow them in the address bar.',
    missing: 'No microphone and no camera were found.',
    busy: 'Other programs use microphone and camera. Close them and try again.',
    insecure: 'Microphone and camera only work over HTTPS.',
    unplugged: 'Microphone and camera were unplugged.',
    unknown: 'Microphone and camera could not be started.',
  },
  allTheSame: 'You can join all the same.',
  dismiss: 'Close this message',
};
