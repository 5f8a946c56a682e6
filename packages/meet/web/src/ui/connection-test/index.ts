export { ConnectionTestButton } from './connection-test-dialog.tsx';
