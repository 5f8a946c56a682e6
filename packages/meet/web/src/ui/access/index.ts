export { SignInButton } from './sign-in-button.tsx';
export { SignedInPage } from './signed-in-page.tsx';
