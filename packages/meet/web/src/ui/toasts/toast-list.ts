import { createStore } from '../../base/index.ts';
import type { Store } from '../../base/index.ts';

export interface ToastAction {
  readonly label: string;
  readonly run: () => void;
}

/** A short message that stops nobody. With actions it stays until one is taken or it is put away. */
export interface Toast {
  /** A newer message with the same key takes the place of the older. */
  readonly key: string;
  readonly text: string;
  /** `alert` interrupts a screen reader, `status` waits for its turn. */
  readonly tone: 'status' | 'alert';
  readonly actions?: readonly ToastAction[];
}

export interface ShownToast extends Toast {
  readonly id: number;
}

/** More than this hide the call: the oldest goes. */
const mostToasts = 4;

/** The messages on screen, oldest first. */
export class ToastList {
  readonly state: Store<readonly ShownToast[]>;
  readonly #state = createStore<readonly ShownToast[]>([]);
  #count = 0;

  constructor() {
    this.state = this.#state;
  }

  show(toast: Toast): void {
    this.#count += 1;
    const id = this.#count;
    this.#state.update((now) =>
      [...now.filter(({ key }) => key !== toast.key), { ...toast, id }].slice(-mostToasts),
    );
  }

  /** By id, so that a timer does not take away the newer message with the same key. */
  dismiss(id: number): void {
    this.#state.update((now) => {
      const left = now.filter((toast) => toast.id !== id);
      return left.length === now.length ? now : left;
    });
  }

  /** What it told of is over. */
  withdraw(key: string): void {
    const found = this.#state.get().find((toast) => toast.key === key);
    if (found !== undefined) this.dismiss(found.id);
  }
}
