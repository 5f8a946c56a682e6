import type { ChatView } from '@stoa/protocol';
import { useState } from 'react';
import type { SessionClient, SessionState } from '../../session/index.ts';
import { texts } from '../../texts/index.ts';
import { ConfirmDialog } from '../dialog/index.ts';
import { Panel } from '../panel.tsx';
import { mayDelete } from './chat-rules.ts';
import { Composer } from './composer.tsx';
import { Message, PendingMessage } from './message-view.tsx';

const t = texts.chat;

interface ChatPanelProps {
  readonly session: SessionClient;
  readonly state: SessionState;
  readonly onDelete: (message: ChatView) => void;
  readonly onClose: () => void;
}

export function ChatPanel({ session, state, onDelete, onClose }: ChatPanelProps) {
  const { view, me, outbox } = state;
  const [asking, setAsking] = useState<ChatView | null>(null);
  const shown = view.chat.length + outbox.length;
  return (
    <Panel title={t.title} closeLabel={t.close} onClose={onClose}>
      <div className="chat" role="log" aria-label={t.log} tabIndex={0}>
        <ol className="chat__list">
          {shown === 0 && <li className="chat__empty">{t.empty}</li>}
          {view.chat.map((message) => (
            <Message
              key={`${message.participant} ${message.id}`}
              message={message}
              view={view}
              me={me}
              onDelete={mayDelete(message, view, me) ? () => setAsking(message) : undefined}
            />
          ))}
          {outbox.map((message) => (
            <PendingMessage key={message.id} message={message} session={session} view={view} me={me} />
          ))}
        </ol>
        <div key={`end ${shown}`} ref={reveal} />
      </div>
      <Composer session={session} state={state} />
      {asking !== null && (
        <ConfirmDialog
          title={t.deleteDialog.title}
          text={t.deleteDialog.text}
          confirm={t.deleteDialog.confirm}
          onConfirm={() => onDelete(asking)}
          onClose={() => setAsking(null)}
        />
      )}
    </Panel>
  );
}

/** The end of the list is a new element whenever the list grows, and shows itself. */
function reveal(element: HTMLElement | null): void {
  element?.scrollIntoView({ block: 'nearest' });
}
