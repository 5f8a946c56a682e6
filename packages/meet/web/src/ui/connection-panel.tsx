import type { IceServer } from '@stoa/protocol';
import { useEffect, useState } from 'react';
import type { Call } from '../call/index.ts';
import type { ConnectionStats } from '../media/index.ts';
import type { SessionState } from '../session/index.ts';
import { texts } from '../texts/index.ts';
import { ConnectionTestButton } from './connection-test/index.ts';
import { Panel } from './panel.tsx';

const t = texts.details;
const everyMs = 1_000;

interface ConnectionPanelProps {
  readonly call: Call;
  readonly state: SessionState;
  readonly onClose: () => void;
}

/** For troubleshooting: over which path media goes, and how well. */
export function ConnectionPanel({ call, state, onClose }: ConnectionPanelProps) {
  const stats = useStats(call);
  return (
    <Panel title={t.title} closeLabel={t.close} onClose={onClose}>
      <div className="details">
        {state.backend !== null && state.mode !== null && (
          <p className="details__server">
            {t.session}: {state.backend}, {t.modes[state.mode]}
          </p>
        )}
        <ConnectionTestButton ask={() => serversOf(call)} />
        {stats.length === 0 && <p className="hint">{t.none}</p>}
        {stats.map((one) => (
          <ConnectionDetails key={one.name} stats={one} title={titleOf(one.name, state)} />
        ))}
      </div>
    </Panel>
  );
}

/** In a call the credentials are this participant's own. */
async function serversOf(call: Call): Promise<readonly IceServer[]> {
  const answer = await call.session.request({ type: 'ice-servers' });
  return answer.type === 'ice-servers' ? answer.iceServers : [];
}

function useStats(call: Call): readonly ConnectionStats[] {
  const [stats, setStats] = useState<readonly ConnectionStats[]>([]);
  useEffect(() => {
    let over = false;
    async function look(): Promise<void> {
      const next = await call.stats();
      if (!over) setStats(next);
    }
    const timer = setInterval(() => void look(), everyMs);
    void look();
    return () => {
      over = true;
      clearInterval(timer);
    };
  }, [call]);
  return stats;
}

function titleOf(name: string, { view }: SessionState): string {
  if (name === 'send' || name === 'send-next') return t.send;
  if (name === 'receive' || name === 'receive-next') return t.receive;
  return view.participants.find((person) => person.id === name)?.name ?? name;
}

function ConnectionDetails({ stats, title }: { readonly stats: ConnectionStats; readonly title: string }) {
  const { path, lossIn } = stats;
  const rtt = path?.rttMs ?? null;
  return (
    <section className="details__connection">
      <h3>{title}</h3>
      <dl>
        <dt>{t.state}</dt>
        <dd>{t.states[stats.state]}</dd>
        <dt>{t.path}</dt>
        <dd>{path === null ? t.unknown : t[path.kind](path.protocol)}</dd>
        <dt>{t.rtt}</dt>
        <dd>{rtt === null ? t.unknown : t.ms(rtt)}</dd>
        <dt>{t.loss}</dt>
        <dd>{lossIn === null ? t.unknown : t.percent(lossIn)}</dd>
      </dl>
    </section>
  );
}
