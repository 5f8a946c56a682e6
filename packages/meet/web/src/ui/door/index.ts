export { PasscodePage, asksForPasscode } from './passcode-page.tsx';
