import { useEffect, useState } from 'react';
import { gradeOf, newConnectionTest, ways } from '../../connection-test/index.ts';
import type { AskServers, ConnectionTest, TestState, Verdict, Way } from '../../connection-test/index.ts';
import { texts } from '../../texts/index.ts';
import { Dialog } from '../dialog/index.ts';
import { useStore } from '../use-store.ts';

const t = texts.connectionTest;

/**
 * A button, and the dialog that it opens: the test starts with it, and ends when it is closed.
 */
export function ConnectionTestButton({ ask }: { readonly ask: AskServers }) {
  const [test, setTest] = useState<ConnectionTest | null>(null);
  return (
    <>
      <button type="button" className="button" onClick={() => setTest(newConnectionTest(ask))}>
        {t.open}
      </button>
      {test !== null && (
        <Dialog title={t.title} onClose={() => setTest(null)}>
          <Running test={test} />
          <div className="dialog__buttons">
            <AgainButton test={test} />
            <button type="button" className="button" onClick={() => setTest(null)}>
              {t.close}
            </button>
          </div>
        </Dialog>
      )}
    </>
  );
}

function Running({ test }: { readonly test: ConnectionTest }) {
  const state = useStore(test.state);
  useEffect(() => {
    void test.run();
    return () => test.stop();
  }, [test]);
  const running = state.phase === 'running' || state.phase === 'idle';
  return (
    <>
      <p className="lead" role="status">
        {state.failure === null ? (running ? t.running : t.done) : t.failed[state.failure]}
      </p>
      {state.failure === null && <TestRows state={state} />}
    </>
  );
}

function AgainButton({ test }: { readonly test: ConnectionTest }) {
  const { phase } = useStore(test.state);
  const over = phase === 'done' || phase === 'failed';
  return (
    <button type="button" className="button" disabled={!over} onClick={() => void test.run()}>
      {t.again}
    </button>
  );
}

/** What was found, each way with what it means. */
export function TestRows({ state: { phase, rows, bandwidth } }: { readonly state: TestState }) {
  return (
    <ul className="test" aria-label={t.list}>
      {ways.map((way) => (
        <li key={way} className={`test__row test__row--${rows[way].state}`} data-way={way}>
          <span className="test__name">{t.ways[way]}</span>
          <span className="test__state">{stateText(rows[way])}</span>
          <span className="test__meaning">{meaningOf(way, rows[way])}</span>
        </li>
      ))}
      <li className="test__row" data-way="bandwidth">
        <span className="test__name">{t.bandwidth}</span>
        <span className="test__state">
          {bandwidth !== null && t.rate(bandwidth.bitrate)}
          {bandwidth === null && (phase === 'done' ? '–' : t.states.waiting)}
        </span>
        <span className="test__meaning">
          {bandwidth !== null && `${t.over[bandwidth.way]}. ${t.grades[gradeOf(bandwidth.bitrate)]}`}
          {bandwidth === null && phase === 'done' && t.noBandwidth}
        </span>
      </li>
    </ul>
  );
}

function stateText(verdict: Verdict): string {
  return verdict.state === 'ok' && verdict.rttMs !== null ? t.rtt(verdict.rttMs) : t.states[verdict.state];
}

function meaningOf(way: Way, verdict: Verdict): string {
  switch (verdict.state) {
    case 'ok':
      return t.good[way];
    case 'blocked':
      return way === 'stun' ? t.bad.stun : t.bad[verdict.reason];
    case 'not-offered':
      return t.bad['not-offered'];
    default:
      return '';
  }
}
