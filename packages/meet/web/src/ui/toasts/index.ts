export { ToastList } from './toast-list.ts';
export type { Toast } from './toast-list.ts';
export { Toasts } from './toasts.tsx';
