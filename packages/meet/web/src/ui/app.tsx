import { useEffect, useState } from 'react';
import { SignedInPage } from './access/index.ts';
import { LandingPage } from './landing-page.tsx';
import { RoomPage } from './room-page.tsx';
import { roomPath, routeOf } from './route.ts';
import type { Route } from './route.ts';

export function App() {
  const [route, setRoute] = useState<Route>(() => routeOf(location.pathname));
  useEffect(() => {
    const follow = () => setRoute(routeOf(location.pathname));
    addEventListener('popstate', follow);
    return () => removeEventListener('popstate', follow);
  }, []);
  if (route.page === 'signed-in') return <SignedInPage />;
  if (route.page === 'room') return <RoomPage key={route.room} room={route.room} />;
  return (
    <LandingPage
      badRoom={route.page === 'bad-room'}
      onRoom={(room) => {
        history.pushState(null, '', roomPath(room));
        setRoute({ page: 'room', room });
      }}
    />
  );
}
