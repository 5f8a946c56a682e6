import { useEffect, useState } from 'react';
import { completeSignIn, keepToken, type SignedIn } from '../../access/index.ts';
import { safeStorage } from '../../base/index.ts';
import { texts } from '../../texts/index.ts';
import { Brand } from '../brand.tsx';
import { PageTitle } from '../page-title.tsx';

const tabStorage = safeStorage(() => sessionStorage);
/** A sign-in is completed once, however often the page is drawn. */
let completing: Promise<SignedIn> | undefined;

function complete(): Promise<SignedIn> {
  const { search, origin } = location;
  // The code is of no use any more, but does not belong into the history.
  history.replaceState(null, '', location.pathname);
  return completeSignIn(search, { storage: tabStorage, origin });
}

/** Where people come back to from the provider; goes on to the meeting by itself. */
export function SignedInPage() {
  const t = texts.access;
  const [failed, setFailed] = useState<Extract<SignedIn, { ok: false }> | null>(null);
  useEffect(() => {
    const goOn = async () => {
      const result = await (completing ??= complete());
      if (!result.ok) return setFailed(result);
      keepToken(tabStorage, result.token);
      location.replace(result.returnTo);
    };
    void goOn();
  }, []);
  return (
    <div className="page">
      <Brand />
      <main className="landing">
        <PageTitle>{failed === null ? t.signingIn : t.failed}</PageTitle>
        {failed !== null && (
          <>
            <p className="lead" role="status">
              {t.problems[failed.problem]}
            </p>
            <a className="button button--primary" href={failed.returnTo}>
              {t.back}
            </a>
          </>
        )}
      </main>
    </div>
  );
}
