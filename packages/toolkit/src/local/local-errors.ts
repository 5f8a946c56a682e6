import { defineErrors } from '../base/index.ts';

export const localErrors = defineErrors({
  LOCAL_TARGET_OTHER: { family: 'usage', summary: 'The config is for another target than this machine.' },
  LOCAL_STATE_CORRUPT: { family: 'host', summary: 'A file in the state folder cannot be read.' },
  LOCAL_STATE_DENIED: { family: 'host', summary: 'The state folder belongs to another user.' },
  LOCAL_STATE_FOREIGN: { family: 'usage', summary: 'The state folder belongs to something else.' },
  LOCAL_LOCKED: { family: 'usage', summary: 'Another command is changing the same platform right now.' },
  LOCAL_PORT_CLASH: {
    family: 'config',
    summary: 'Two parts of the platform are configured to use one port.',
  },
  LOCAL_PORT_IN_USE: {
    family: 'host',
    summary: 'A port that the platform needs is taken by another program.',
  },
  LOCAL_ADDRESS_UNUSABLE: { family: 'host', summary: 'There is no usable address for media.' },
  LOCAL_NEEDS_ROOT: { family: 'host', summary: 'The chosen media address needs root rights.' },
  LOCAL_NOT_RUNNING: { family: 'usage', summary: 'The platform is not running.' },
  LOCAL_COMPONENT_UNKNOWN: { family: 'usage', summary: 'There is no component of that name.' },
  LOCAL_COMPONENT_DIED: { family: 'host', summary: 'A component ended while the platform was starting.' },
  LOCAL_NOT_READY: { family: 'check', summary: 'A component did not become ready in time.' },
  LOCAL_SUPERVISOR_FAILED: { family: 'host', summary: 'The supervisor of the platform did not start.' },
  LOCAL_RESTART_UNSAFE: { family: 'check', summary: 'A restart now would cut calls.' },
  LOCAL_STOP_FAILED: { family: 'host', summary: 'Something of the platform could not be stopped.' },
});
