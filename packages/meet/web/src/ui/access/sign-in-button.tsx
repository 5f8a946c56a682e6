import { useEffect, useState } from 'react';
import { beginSignIn, findSignIn, forgetTokens, type SignIn } from '../../access/index.ts';
import { safeStorage } from '../../base/index.ts';
import { texts } from '../../texts/index.ts';

const tabStorage = safeStorage(() => sessionStorage);

async function leave(signIn: SignIn, room: string): Promise<void> {
  forgetTokens(tabStorage, room);
  const returnTo = location.pathname + location.search;
  location.assign(await beginSignIn(signIn, { storage: tabStorage, origin: location.origin, returnTo }));
}

/** The server may not have reached the provider yet: it is asked a few times. */
const looks = 5;
const pauseMs = 2_000;

/** Leads to the accounts where there are any; else nothing is there. */
export function SignInButton({ room }: { readonly room: string }) {
  const [signIn, setSignIn] = useState<SignIn | null>(null);
  useEffect(() => {
    let gone = false;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const look = async (left: number) => {
      const found = await findSignIn();
      if (gone) return;
      setSignIn(found);
      if (found === null && left > 1) timer = setTimeout(() => void look(left - 1), pauseMs);
    };
    void look(looks);
    return () => {
      gone = true;
      clearTimeout(timer);
    };
  }, []);
  if (signIn === null) return null;
  return (
    <button type="button" className="button button--primary" onClick={() => void leave(signIn, room)}>
      {texts.access.signIn}
    </button>
  );
}
