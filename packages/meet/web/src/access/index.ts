export { accessToken, forgetTokens, keepToken, takeLinkToken } from './link-token.ts';
export { beginSignIn, completeSignIn, findSignIn, signedInPath } from './sign-in.ts';
export type { SignIn, SignedIn } from './sign-in.ts';
