/** The part of an element that is looked at. */
export interface Place {
  readonly isConnected: boolean;
  readonly parentElement: Place | null;
  /** `tabindex`: takes the focus though nothing is done with it, like a panel or a heading. */
  hasAttribute(name: string): boolean;
  matches(selector: string): boolean;
}

/** Something with the focus, and what it was in at that time, inner things first. */
interface Step<P extends Place> {
  readonly at: P;
  readonly around: readonly P[];
}

const length = 8;

function around<P extends Place>(at: P): P[] {
  const found: P[] = [];
  for (let next = at.parentElement; next !== null; next = next.parentElement) found.push(next as P);
  return found;
}

function takesFocus(place: Place): boolean {
  return place.isConnected && !place.matches(':disabled');
}

/**
 * Where the focus was. What was pressed often goes away with it: somebody's row, a notice, a dialog's opener. Then the
 * focus would fall to the page, and whoever works by keyboard would begin at its top (WCAG 2.4.3).
 */
export class FocusTrail<P extends Place> {
  #steps: Step<P>[] = [];

  /** This has the focus now. */
  add(at: P): void {
    const others = this.#steps.filter((step) => step.at !== at && step.at.isConnected);
    this.#steps = [{ at, around: around(at) }, ...others].slice(0, length);
  }

  /** Has what had the focus last gone, or been switched off? */
  get lost(): boolean {
    const last = this.#steps[0];
    return last !== undefined && !takesFocus(last.at);
  }

  /**
   * The place nearest to what was lost: what had the focus before in the smallest thing around it that is left (a row
   * gives it back to its opener), unless that is a panel in which nothing had it.
   * @returns undefined: none is left
   */
  home(): P | undefined {
    const [last, ...before] = this.#steps;
    const earlier = before.filter(({ at }) => takesFocus(at));
    for (const place of last?.around.filter(({ isConnected }) => isConnected) ?? []) {
      const step = earlier.find(({ at, around: places }) => at === place || places.includes(place));
      if (step !== undefined) return step.at;
      if (place.hasAttribute('tabindex')) return place;
    }
    return undefined;
  }
}
