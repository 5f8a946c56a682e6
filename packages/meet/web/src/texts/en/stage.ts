export const stage = {
  /** What a press leads to, by the layout that comes next. */
  switchTo: {
    grid: 'Show everybody alike',
    speaker: 'Show the speaker large',
    side: 'Show the others at the side',
  },
  pin: (name: string) => `Pin ${name}`,
  unpin: (name: string) => `Unpin ${name}`,
  pages: 'Pages',
  page: (page: number, pages: number) => `Page ${page} of ${pages}`,
  previous: 'Previous page',
  next: 'Next page',
  quality: {
    good: 'Good connection',
    fair: 'Fair connection',
    poor: 'Poor connection',
  },
};
