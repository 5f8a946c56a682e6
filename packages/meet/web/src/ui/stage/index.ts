export { LayoutButton } from './layout-button.tsx';
export { Stage } from './stage.tsx';
export { useLayout } from './use-layout.ts';
