export { linkToken, takeLinkToken } from './link-token.ts';
