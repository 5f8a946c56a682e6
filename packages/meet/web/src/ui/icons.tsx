const paths = {
  microphone: 'M12 3a3 3 0 0 0-3 3v5a3 3 0 0 0 6 0V6a3 3 0 0 0-3-3ZM6 11a6 6 0 0 0 12 0M12 17v4M9 21h6',
  camera: 'M4 7h9a2 2 0 0 1 2 2v6a2 2 0 0 1-2 2H4a2 2 0 0 1-2-2V9a2 2 0 0 1 2-2ZM15 11l6-3v8l-6-3',
  chat: 'M4 5h16a1 1 0 0 1 1 1v10a1 1 0 0 1-1 1H9l-5 4V6a1 1 0 0 1 1-1Z',
  chevron: 'M6 15l6-6 6 6',
  settings: 'M4 7h9M17 7h3M15 5v4M4 17h3M11 17h9M9 15v4M4 12h3',
  signal: 'M5 20v-4M10 20v-8M15 20V8M20 20V4',
  leave: 'M3 14c0-3 4-5 9-5s9 2 9 5v2l-5 .8-1-3.300a14 14 0 0 0-6 0l-1 3.300-5-.8Z',
  link: 'M10 14a4 4 0 0 0 6 0l3-3a4.200 4.200 0 0 0-6-6l-1 1M14 10a4 4 0 0 0-6 0l-3 3a4.200 4.200 0 0 0 6 6l1-1',
  people:
    'M9 11a3.500 3.500 0 1 0 0-7 3.500 3.500 0 0 0 0 7ZM2.500 20a6.500 6.500 0 0 1 13 0M16 4.500a3.500 3.500 0 0 1 0 6.500M18 14.500a6.500 6.500 0 0 1 3.500 5.500',
  keyboard:
    'M3 6h18a1 1 0 0 1 1 1v10a1 1 0 0 1-1 1H3a1 1 0 0 1-1-1V7a1 1 0 0 1 1-1ZM6 10h.010M10 10h.010M14 10h.010M18 10h.010M6 14h.010M18 14h.010M9.500 14h5',
  close: 'M6 6l12 12M18 6 6 18',
  hand: 'M8 12V6.500a1.500 1.500 0 0 1 3 0V11M11 10.500V4.500a1.500 1.500 0 0 1 3 0V11M14 10.500V6a1.500 1.500 0 0 1 3 0v7.500a7 7 0 0 1-7 7c-3 0-4.500-1.500-6-4.500l-1.500-3a1.500 1.500 0 0 1 2.600-1.500L8 14.500',
  smile: 'M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18ZM8.500 14.500a4.500 4.500 0 0 0 7 0M9 9.500v.5M15 9.500v.5',
  more: 'M12 5.500v.01M12 12v.01M12 18.500v.01',
  lock: 'M6 11h12v9H6v-9ZM8.500 11V8a3.500 3.500 0 0 1 7 0v3',
  door: 'M5 20h14M7 20V4h10v16M14 12v.5',
  key: 'M8 16a4 4 0 1 0 0-8 4 4 0 0 0 0 8ZM12 12h9M18 12v3',
  trash: 'M5 7h14M10 7V5h4v2M7 7l1 13h8l1-13',
  grid: 'M4 4h7v7H4ZM13 4h7v7h-7ZM4 13h7v7H4ZM13 13h7v7h-7Z',
  speaker: 'M4 4h16v10H4ZM4 17h4v3H4ZM10 17h4v3h-4ZM16 17h4v3h-4Z',
  side: 'M4 4h11v16H4ZM17 4h3v4h-3ZM17 10h3v4h-3ZM17 16h3v4h-3Z',
  screen: 'M3 5h18v11H3ZM8 20h8M12 16v4',
  stop: 'M5 5h14v14H5Z',
  pin: 'M9 3h6l-1 6 4 4H6l4-4-1-6ZM12 13v8',
  back: 'M15 5l-7 7 7 7',
  forth: 'M9 5l7 7-7 7',
  send: 'M4 12 20 4l-5 16-3.500-6.500L4 12Z',
} as const;

export type IconName = keyof typeof paths;

/** Decoration only: the element around it carries the label. */
export function Icon({ name, crossed = false }: { readonly name: IconName; readonly crossed?: boolean }) {
  return (
    <svg className="icon" viewBox="0 0 24 24" aria-hidden="true" focusable="false">
      <path d={paths[name]} />
      {crossed && <path d="M4 4l16 16" />}
    </svg>
  );
}
