CREATE TABLE `cuts` (
	`session_id` text NOT NULL,
	`id` text NOT NULL,
	`kind` text NOT NULL,
	`at` integer NOT NULL,
	`from_at` integer NOT NULL,
	`until` integer,
	`reason` text NOT NULL,
	`note` text,
	`keep_out` integer DEFAULT false NOT NULL,
	`actor_id` text NOT NULL,
	`actor` text NOT NULL,
	`version` integer DEFAULT 0 NOT NULL,
	PRIMARY KEY(`session_id`, `id`),
	FOREIGN KEY (`session_id`) REFERENCES `sessions`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE TABLE `stagings` (
	`session_id` text NOT NULL,
	`id` text NOT NULL,
	`question_no` integer NOT NULL,
	`speaker` text,
	`office` text,
	`at` integer NOT NULL,
	`off` integer,
	`nudge` integer DEFAULT 0 NOT NULL,
	`version` integer DEFAULT 0 NOT NULL,
	PRIMARY KEY(`session_id`, `id`),
	FOREIGN KEY (`session_id`) REFERENCES `sessions`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE INDEX `stagings_question` ON `stagings` (`session_id`,`question_no`);--> statement-breakpoint
CREATE TABLE `streams` (
	`session_id` text PRIMARY KEY NOT NULL,
	`kind` text,
	`state` text NOT NULL,
	`url` text,
	`media_key` text,
	`type` text,
	`poster_key` text,
	`started_at` integer,
	`ended_at` integer,
	`take` integer DEFAULT 0 NOT NULL,
	`spans` text NOT NULL,
	`bytes` integer DEFAULT 0 NOT NULL,
	`expires_at` integer,
	`expired_at` integer,
	`expired_digest` text,
	`version` integer DEFAULT 0 NOT NULL,
	FOREIGN KEY (`session_id`) REFERENCES `sessions`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE TABLE `transcript_lines` (
	`session_id` text NOT NULL,
	`id` text NOT NULL,
	`at` integer NOT NULL,
	`speaker` text NOT NULL,
	`office` text,
	`text` text NOT NULL,
	`question_no` integer,
	`late` integer DEFAULT false NOT NULL,
	`by` text NOT NULL,
	`by_id` text NOT NULL,
	`entered_at` integer NOT NULL,
	`revised_at` integer,
	`revised_why` text,
	`removed` integer DEFAULT false NOT NULL,
	`version` integer DEFAULT 0 NOT NULL,
	PRIMARY KEY(`session_id`, `id`),
	FOREIGN KEY (`session_id`) REFERENCES `sessions`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE INDEX `transcript_lines_at` ON `transcript_lines` (`session_id`,`at`,`id`);