DROP INDEX `questions_external`;--> statement-breakpoint
DROP INDEX `questions_receipt`;--> statement-breakpoint
DROP INDEX `questions_asker`;--> statement-breakpoint
DROP INDEX `questions_listed`;--> statement-breakpoint
DROP INDEX `questions_newest`;--> statement-breakpoint
CREATE UNIQUE INDEX `questions_external` ON `questions` (`external_id`,`session_id`) WHERE external_id IS NOT NULL;--> statement-breakpoint
CREATE INDEX `questions_receipt` ON `questions` (`receipt_hash`) WHERE receipt_hash IS NOT NULL;--> statement-breakpoint
CREATE INDEX `questions_asker` ON `questions` (`asker`) WHERE asker IS NOT NULL;--> statement-breakpoint
CREATE INDEX `questions_listed` ON `questions` (`session_id`,`listed_at`,`no`,`state`) WHERE listed_at IS NOT NULL;--> statement-breakpoint
CREATE INDEX `questions_newest` ON `questions` (`listed_at`,`id`) WHERE listed_at IS NOT NULL;