export { ScreenNotices } from './screen-notices.tsx';
export { screensOf } from './screens-of.ts';
export { ShareButton } from './share-button.tsx';
export { LayoutButton } from './layout-button.tsx';
export type { Layout } from './arrange.ts';
export { Stage } from './stage.tsx';
export { useLayout } from './use-layout.ts';
