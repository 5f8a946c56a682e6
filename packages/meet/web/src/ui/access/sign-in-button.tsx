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

/** Leads to the accounts where there are any; else nothing is there. */
export function SignInButton({ room }: { readonly room: string }) {
  const [signIn, setSignIn] = useState<SignIn | null>(null);
  useEffect(() => {
    let gone = false;
    const look = async () => {
      const found = await findSignIn();
      if (!gone) setSignIn(found);
    };
    void look();
    return () => {
      gone = true;
    };
  }, []);
  if (signIn === null) return null;
  return (
    <button type="button" className="button button--primary" onClick={() => void leave(signIn, room)}>
      {texts.access.signIn}
    </button>
  );
}
