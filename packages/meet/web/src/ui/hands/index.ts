export { HandButton } from './hand-button.tsx';
export { ReactionList } from './reaction-list.ts';
export { ReactionButton, Reactions } from './reaction-view.tsx';
