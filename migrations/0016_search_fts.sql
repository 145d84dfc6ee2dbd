-- The index itself: terms are made by the Worker (domain/grams.ts), so the tokenizer has only spaces to see.
CREATE VIRTUAL TABLE search_fts USING fts5(terms, content='', contentless_delete=1, detail=none, tokenize='ascii');
--> statement-breakpoint
CREATE TRIGGER search_q_in AFTER INSERT ON questions WHEN new.listed_at IS NOT NULL BEGIN INSERT INTO search_stale (kind, src, n) VALUES ('q', new.id, abs(random() % 9007199254740991)) ON CONFLICT (kind, src) DO UPDATE SET n = excluded.n; END;
--> statement-breakpoint
CREATE TRIGGER search_q_up AFTER UPDATE OF text, details, state, listed_at, support ON questions WHEN (old.listed_at IS NOT NULL OR new.listed_at IS NOT NULL) AND (old.text IS NOT new.text OR old.details IS NOT new.details OR old.state IS NOT new.state OR old.listed_at IS NOT new.listed_at OR old.support IS NOT new.support) BEGIN INSERT INTO search_stale (kind, src, n) VALUES ('q', new.id, abs(random() % 9007199254740991)) ON CONFLICT (kind, src) DO UPDATE SET n = excluded.n; END;
--> statement-breakpoint
CREATE TRIGGER search_q_out AFTER DELETE ON questions BEGIN INSERT INTO search_stale (kind, src, n) VALUES ('q', old.id, abs(random() % 9007199254740991)) ON CONFLICT (kind, src) DO UPDATE SET n = excluded.n; END;
--> statement-breakpoint
CREATE TRIGGER search_a_in AFTER INSERT ON answers BEGIN INSERT INTO search_stale (kind, src, n) SELECT 'q', q.id, abs(random() % 9007199254740991) FROM questions q WHERE q.session_id = new.session_id AND q.no = new.question_no ON CONFLICT (kind, src) DO UPDATE SET n = excluded.n; END;
--> statement-breakpoint
CREATE TRIGGER search_a_up AFTER UPDATE OF text, withdrawn, unit, solved ON answers WHEN old.text IS NOT new.text OR old.withdrawn IS NOT new.withdrawn OR old.unit IS NOT new.unit OR old.solved IS NOT new.solved BEGIN INSERT INTO search_stale (kind, src, n) SELECT 'q', q.id, abs(random() % 9007199254740991) FROM questions q WHERE q.session_id = new.session_id AND q.no = new.question_no ON CONFLICT (kind, src) DO UPDATE SET n = excluded.n; END;
--> statement-breakpoint
CREATE TRIGGER search_a_out AFTER DELETE ON answers BEGIN INSERT INTO search_stale (kind, src, n) SELECT 'q', q.id, abs(random() % 9007199254740991) FROM questions q WHERE q.session_id = old.session_id AND q.no = old.question_no ON CONFLICT (kind, src) DO UPDATE SET n = excluded.n; END;
--> statement-breakpoint
CREATE TRIGGER search_c_in AFTER INSERT ON cases BEGIN INSERT INTO search_stale (kind, src, n) SELECT 'q', q.id, abs(random() % 9007199254740991) FROM questions q WHERE q.session_id = new.session_id AND q.no = new.question_no ON CONFLICT (kind, src) DO UPDATE SET n = excluded.n; END;
--> statement-breakpoint
CREATE TRIGGER search_c_up AFTER UPDATE OF unit, outcome, reply, replied_at, visibility, state ON cases WHEN old.unit IS NOT new.unit OR old.outcome IS NOT new.outcome OR old.reply IS NOT new.reply OR old.replied_at IS NOT new.replied_at OR old.visibility IS NOT new.visibility OR (old.state = 'void') IS NOT (new.state = 'void') BEGIN INSERT INTO search_stale (kind, src, n) SELECT 'q', q.id, abs(random() % 9007199254740991) FROM questions q WHERE q.session_id = new.session_id AND q.no = new.question_no ON CONFLICT (kind, src) DO UPDATE SET n = excluded.n; END;
--> statement-breakpoint
CREATE TRIGGER search_c_out AFTER DELETE ON cases BEGIN INSERT INTO search_stale (kind, src, n) SELECT 'q', q.id, abs(random() % 9007199254740991) FROM questions q WHERE q.session_id = old.session_id AND q.no = old.question_no ON CONFLICT (kind, src) DO UPDATE SET n = excluded.n; END;
--> statement-breakpoint
CREATE TRIGGER search_r_in AFTER INSERT ON case_replies WHEN new.state = 'published' BEGIN INSERT INTO search_stale (kind, src, n) SELECT 'q', q.id, abs(random() % 9007199254740991) FROM cases c JOIN questions q ON q.session_id = c.session_id AND q.no = c.question_no WHERE c.id = new.case_id ON CONFLICT (kind, src) DO UPDATE SET n = excluded.n; END;
--> statement-breakpoint
CREATE TRIGGER search_r_up AFTER UPDATE OF text, state ON case_replies WHEN (old.state = 'published' OR new.state = 'published') AND (old.text IS NOT new.text OR old.state IS NOT new.state) BEGIN INSERT INTO search_stale (kind, src, n) SELECT 'q', q.id, abs(random() % 9007199254740991) FROM cases c JOIN questions q ON q.session_id = c.session_id AND q.no = c.question_no WHERE c.id = new.case_id ON CONFLICT (kind, src) DO UPDATE SET n = excluded.n; END;
--> statement-breakpoint
CREATE TRIGGER search_r_out AFTER DELETE ON case_replies BEGIN INSERT INTO search_stale (kind, src, n) SELECT 'q', q.id, abs(random() % 9007199254740991) FROM cases c JOIN questions q ON q.session_id = c.session_id AND q.no = c.question_no WHERE c.id = old.case_id ON CONFLICT (kind, src) DO UPDATE SET n = excluded.n; END;
--> statement-breakpoint
CREATE TRIGGER search_l_in AFTER INSERT ON transcript_lines BEGIN INSERT INTO search_stale (kind, src, n) VALUES ('l', new.session_id || ' ' || new.id, abs(random() % 9007199254740991)) ON CONFLICT (kind, src) DO UPDATE SET n = excluded.n; END;
--> statement-breakpoint
CREATE TRIGGER search_l_up AFTER UPDATE OF text, removed, at ON transcript_lines WHEN old.text IS NOT new.text OR old.removed IS NOT new.removed OR old.at IS NOT new.at BEGIN INSERT INTO search_stale (kind, src, n) VALUES ('l', new.session_id || ' ' || new.id, abs(random() % 9007199254740991)) ON CONFLICT (kind, src) DO UPDATE SET n = excluded.n; END;
--> statement-breakpoint
CREATE TRIGGER search_l_out AFTER DELETE ON transcript_lines BEGIN INSERT INTO search_stale (kind, src, n) VALUES ('l', old.session_id || ' ' || old.id, abs(random() % 9007199254740991)) ON CONFLICT (kind, src) DO UPDATE SET n = excluded.n; END;
--> statement-breakpoint
CREATE TRIGGER search_x_in AFTER INSERT ON cuts WHEN new.kind = 'text' BEGIN INSERT INTO search_stale (kind, src, n) SELECT 'l', t.session_id || ' ' || t.id, abs(random() % 9007199254740991) FROM transcript_lines t WHERE t.session_id = new.session_id ON CONFLICT (kind, src) DO UPDATE SET n = excluded.n; END;
--> statement-breakpoint
CREATE TRIGGER search_x_up AFTER UPDATE OF until, from_at, keep_out ON cuts WHEN new.kind = 'text' AND (old.until IS NOT new.until OR old.from_at IS NOT new.from_at OR old.keep_out IS NOT new.keep_out) BEGIN INSERT INTO search_stale (kind, src, n) SELECT 'l', t.session_id || ' ' || t.id, abs(random() % 9007199254740991) FROM transcript_lines t WHERE t.session_id = new.session_id ON CONFLICT (kind, src) DO UPDATE SET n = excluded.n; END;
--> statement-breakpoint
CREATE TRIGGER search_s_in AFTER INSERT ON sessions BEGIN INSERT INTO search_stale (kind, src, n) VALUES ('s', new.id, abs(random() % 9007199254740991)) ON CONFLICT (kind, src) DO UPDATE SET n = excluded.n; END;
--> statement-breakpoint
CREATE TRIGGER search_s_up AFTER UPDATE OF state, title, topic, notice, summary, unit, announced_at ON sessions WHEN old.state IS NOT new.state OR old.title IS NOT new.title OR old.topic IS NOT new.topic OR old.notice IS NOT new.notice OR old.summary IS NOT new.summary OR old.unit IS NOT new.unit OR old.announced_at IS NOT new.announced_at BEGIN INSERT INTO search_stale (kind, src, n) VALUES ('s', new.id, abs(random() % 9007199254740991)) ON CONFLICT (kind, src) DO UPDATE SET n = excluded.n; END;
--> statement-breakpoint
CREATE TRIGGER search_s_out AFTER DELETE ON sessions BEGIN INSERT INTO search_stale (kind, src, n) VALUES ('s', old.id, abs(random() % 9007199254740991)) ON CONFLICT (kind, src) DO UPDATE SET n = excluded.n; END;
--> statement-breakpoint
CREATE TRIGGER search_s_open AFTER UPDATE OF state ON sessions WHEN (old.state = 'collecting') IS NOT (new.state = 'collecting') BEGIN INSERT INTO search_stale (kind, src, n) SELECT 'q', q.id, abs(random() % 9007199254740991) FROM questions q WHERE q.session_id = new.id AND q.listed_at IS NOT NULL AND q.votes + coalesce(q.support, 0) > 0 ON CONFLICT (kind, src) DO UPDATE SET n = excluded.n; END;
--> statement-breakpoint
CREATE TRIGGER search_p_in AFTER INSERT ON commitments BEGIN INSERT INTO search_stale (kind, src, n) VALUES ('c', new.id, abs(random() % 9007199254740991)) ON CONFLICT (kind, src) DO UPDATE SET n = excluded.n; END;
--> statement-breakpoint
CREATE TRIGGER search_p_up AFTER UPDATE OF what, quote, criterion, reason, unit ON commitments WHEN old.what IS NOT new.what OR old.quote IS NOT new.quote OR old.criterion IS NOT new.criterion OR old.reason IS NOT new.reason OR old.unit IS NOT new.unit BEGIN INSERT INTO search_stale (kind, src, n) VALUES ('c', new.id, abs(random() % 9007199254740991)) ON CONFLICT (kind, src) DO UPDATE SET n = excluded.n; END;
--> statement-breakpoint
CREATE TRIGGER search_p_out AFTER DELETE ON commitments BEGIN INSERT INTO search_stale (kind, src, n) VALUES ('c', old.id, abs(random() % 9007199254740991)) ON CONFLICT (kind, src) DO UPDATE SET n = excluded.n; END;
--> statement-breakpoint
INSERT INTO search_stale (kind, src, n) SELECT 'q', id, abs(random() % 9007199254740991) FROM questions WHERE listed_at IS NOT NULL ON CONFLICT (kind, src) DO UPDATE SET n = excluded.n;
--> statement-breakpoint
INSERT INTO search_stale (kind, src, n) SELECT 's', id, abs(random() % 9007199254740991) FROM sessions WHERE true ON CONFLICT (kind, src) DO UPDATE SET n = excluded.n;
--> statement-breakpoint
INSERT INTO search_stale (kind, src, n) SELECT 'l', session_id || ' ' || id, abs(random() % 9007199254740991) FROM transcript_lines WHERE true ON CONFLICT (kind, src) DO UPDATE SET n = excluded.n;
--> statement-breakpoint
INSERT INTO search_stale (kind, src, n) SELECT 'c', id, abs(random() % 9007199254740991) FROM commitments WHERE true ON CONFLICT (kind, src) DO UPDATE SET n = excluded.n;
