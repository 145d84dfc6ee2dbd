CREATE TABLE `answers` (
	`id` text PRIMARY KEY NOT NULL,
	`session_id` text NOT NULL,
	`question_no` integer NOT NULL,
	`mode` text NOT NULL,
	`speaker` text NOT NULL,
	`office` text NOT NULL,
	`unit` text NOT NULL,
	`text` text NOT NULL,
	`solved` text,
	`at` integer NOT NULL,
	`entered_by` text,
	`revised_at` integer,
	`revised_why` text,
	`withdrawn` integer DEFAULT false NOT NULL,
	`version` integer DEFAULT 0 NOT NULL,
	FOREIGN KEY (`session_id`) REFERENCES `sessions`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE INDEX `answers_question` ON `answers` (`session_id`,`question_no`,`at`);--> statement-breakpoint
CREATE INDEX `answers_newest` ON `answers` (`at`,`id`);--> statement-breakpoint
CREATE TABLE `appointments` (
	`id` text PRIMARY KEY NOT NULL,
	`official_id` text NOT NULL,
	`unit_id` text NOT NULL,
	`office` text NOT NULL,
	`from_at` integer NOT NULL,
	`to_at` integer,
	FOREIGN KEY (`official_id`) REFERENCES `officials`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`unit_id`) REFERENCES `units`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE INDEX `appointments_official` ON `appointments` (`official_id`,`from_at`);--> statement-breakpoint
CREATE TABLE `cases` (
	`id` text PRIMARY KEY NOT NULL,
	`session_id` text NOT NULL,
	`question_no` integer NOT NULL,
	`kind` text NOT NULL,
	`unit_id` text NOT NULL,
	`unit` text NOT NULL,
	`state` text NOT NULL,
	`outcome` text,
	`note` text,
	`assigned_by` text,
	`assigned_at` integer NOT NULL,
	`due_at` integer,
	`due_sums` text,
	`provisional` integer DEFAULT false NOT NULL,
	`replied_at` integer,
	`reply` text,
	`closed_at` integer,
	`version` integer DEFAULT 0 NOT NULL,
	FOREIGN KEY (`session_id`) REFERENCES `sessions`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE INDEX `cases_question` ON `cases` (`session_id`,`question_no`);--> statement-breakpoint
CREATE INDEX `cases_assigned` ON `cases` (`assigned_at`,`id`);--> statement-breakpoint
CREATE INDEX `cases_due` ON `cases` (`replied_at`,`due_at`);--> statement-breakpoint
CREATE TABLE `comments` (
	`id` text PRIMARY KEY NOT NULL,
	`session_id` text NOT NULL,
	`no` integer NOT NULL,
	`text` text NOT NULL,
	`name` text,
	`asker` text,
	`receipt_hash` text,
	`state` text NOT NULL,
	`at` integer NOT NULL,
	`listed_at` integer,
	`prompt` integer,
	`promoted_to` integer,
	`reason` text,
	`reason_note` text,
	`version` integer DEFAULT 0 NOT NULL,
	FOREIGN KEY (`session_id`) REFERENCES `sessions`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE UNIQUE INDEX `comments_no` ON `comments` (`session_id`,`no`);--> statement-breakpoint
CREATE INDEX `comments_receipt` ON `comments` (`receipt_hash`);--> statement-breakpoint
CREATE INDEX `comments_asker` ON `comments` (`asker`);--> statement-breakpoint
CREATE TABLE `events` (
	`session_id` text NOT NULL,
	`id` integer NOT NULL,
	`at` integer NOT NULL,
	`actor_id` text NOT NULL,
	`actor` text NOT NULL,
	`act` text NOT NULL,
	`nos` text NOT NULL,
	`detail` text,
	`undone` integer DEFAULT false NOT NULL,
	PRIMARY KEY(`session_id`, `id`),
	FOREIGN KEY (`session_id`) REFERENCES `sessions`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE TABLE `figures` (
	`id` text PRIMARY KEY NOT NULL,
	`subject` text NOT NULL,
	`key` text NOT NULL,
	`about` text,
	`value` integer,
	`qualifier` text NOT NULL,
	`unit` text DEFAULT '' NOT NULL,
	`text` text NOT NULL,
	`source` text NOT NULL,
	`place` integer DEFAULT 0 NOT NULL
);
--> statement-breakpoint
CREATE INDEX `figures_subject` ON `figures` (`subject`,`place`);--> statement-breakpoint
CREATE TABLE `officials` (
	`id` text PRIMARY KEY NOT NULL,
	`name` text NOT NULL
);
--> statement-breakpoint
CREATE TABLE `prompts` (
	`id` text PRIMARY KEY NOT NULL,
	`session_id` text NOT NULL,
	`no` integer NOT NULL,
	`text` text NOT NULL,
	`at` integer NOT NULL,
	`by` text NOT NULL,
	`summary` text,
	`summary_at` integer,
	`version` integer DEFAULT 0 NOT NULL,
	FOREIGN KEY (`session_id`) REFERENCES `sessions`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE UNIQUE INDEX `prompts_no` ON `prompts` (`session_id`,`no`);--> statement-breakpoint
CREATE TABLE `question_counts` (
	`question_id` text NOT NULL,
	`level` integer NOT NULL,
	`counted` integer NOT NULL,
	`count_version` integer NOT NULL,
	PRIMARY KEY(`question_id`, `level`)
);
--> statement-breakpoint
CREATE TABLE `questions` (
	`id` text PRIMARY KEY NOT NULL,
	`session_id` text NOT NULL,
	`no` integer NOT NULL,
	`text` text NOT NULL,
	`details` text,
	`name` text,
	`channel` text NOT NULL,
	`entered_by` text,
	`asker` text,
	`receipt_hash` text,
	`state` text NOT NULL,
	`part` integer NOT NULL,
	`asked_at` integer NOT NULL,
	`listed_at` integer,
	`staged_at` integer,
	`settled_at` integer,
	`reason` text,
	`reason_note` text,
	`merged_into` integer,
	`position` integer,
	`edited` integer DEFAULT false NOT NULL,
	`note` text,
	`redirect_by` text,
	`votes` integer DEFAULT 0 NOT NULL,
	`support` integer,
	`source` text,
	`external_id` text,
	`version` integer DEFAULT 0 NOT NULL,
	`count_version` integer DEFAULT 0 NOT NULL,
	`digest` text,
	FOREIGN KEY (`session_id`) REFERENCES `sessions`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE UNIQUE INDEX `questions_no` ON `questions` (`session_id`,`no`);--> statement-breakpoint
CREATE UNIQUE INDEX `questions_external` ON `questions` (`external_id`,`session_id`);--> statement-breakpoint
CREATE INDEX `questions_receipt` ON `questions` (`receipt_hash`);--> statement-breakpoint
CREATE INDEX `questions_asker` ON `questions` (`asker`);--> statement-breakpoint
CREATE INDEX `questions_settled` ON `questions` (`session_id`,`state`,`settled_at`,`no`);--> statement-breakpoint
CREATE INDEX `questions_listed` ON `questions` (`session_id`,`listed_at`,`no`,`state`);--> statement-breakpoint
CREATE INDEX `questions_newest` ON `questions` (`listed_at`,`id`);--> statement-breakpoint
CREATE INDEX `questions_merged` ON `questions` (`session_id`,`merged_into`) WHERE merged_into IS NOT NULL;--> statement-breakpoint
CREATE TABLE `revisions` (
	`id` text PRIMARY KEY NOT NULL,
	`session_id` text NOT NULL,
	`entity` text NOT NULL,
	`entity_id` text NOT NULL,
	`why` text NOT NULL,
	`before` text NOT NULL,
	`after` text NOT NULL,
	`by` text NOT NULL,
	`at` integer NOT NULL,
	FOREIGN KEY (`session_id`) REFERENCES `sessions`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE INDEX `revisions_entity` ON `revisions` (`entity_id`,`at`);--> statement-breakpoint
CREATE TABLE `seals` (
	`session_id` text PRIMARY KEY NOT NULL,
	`key` text NOT NULL,
	`digest` text NOT NULL,
	`ballots` integer NOT NULL,
	`at` integer NOT NULL,
	FOREIGN KEY (`session_id`) REFERENCES `sessions`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE TABLE `series` (
	`id` text PRIMARY KEY NOT NULL,
	`title` text NOT NULL
);
--> statement-breakpoint
CREATE TABLE `session_guests` (
	`session_id` text NOT NULL,
	`id` text NOT NULL,
	`name` text NOT NULL,
	`office` text NOT NULL,
	`unit` text NOT NULL,
	`place` integer DEFAULT 0 NOT NULL,
	PRIMARY KEY(`session_id`, `id`),
	FOREIGN KEY (`session_id`) REFERENCES `sessions`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE TABLE `sessions` (
	`id` text PRIMARY KEY NOT NULL,
	`slug` text NOT NULL,
	`kind` text NOT NULL,
	`state` text NOT NULL,
	`authority` text DEFAULT 'record' NOT NULL,
	`title` text NOT NULL,
	`topic` text DEFAULT '' NOT NULL,
	`notice` text DEFAULT '' NOT NULL,
	`unit_id` text,
	`unit` text NOT NULL,
	`place` text DEFAULT '' NOT NULL,
	`series_id` text,
	`edition` integer,
	`starts_at` integer NOT NULL,
	`ends_at` integer,
	`announced_at` integer,
	`live_at` integer,
	`wrapped_at` integer,
	`closes_at` integer,
	`closed_at` integer,
	`archived_at` integer,
	`demo` integer DEFAULT false NOT NULL,
	`source` text,
	`date_printed` text,
	`excerpt` integer DEFAULT false NOT NULL,
	`summary` text,
	`epoch` text,
	`version` integer DEFAULT 0 NOT NULL,
	`created_at` integer NOT NULL,
	FOREIGN KEY (`unit_id`) REFERENCES `units`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`series_id`) REFERENCES `series`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE UNIQUE INDEX `sessions_slug` ON `sessions` (`slug`);--> statement-breakpoint
CREATE INDEX `sessions_starts` ON `sessions` (`starts_at`,`id`);--> statement-breakpoint
CREATE INDEX `sessions_series` ON `sessions` (`series_id`,`edition`);--> statement-breakpoint
CREATE TABLE `settings` (
	`key` text PRIMARY KEY NOT NULL,
	`value` text NOT NULL
);
--> statement-breakpoint
CREATE TABLE `sign_in_links` (
	`hash` text PRIMARY KEY NOT NULL,
	`staff_id` text NOT NULL,
	`expires_at` integer NOT NULL,
	`used_at` integer,
	FOREIGN KEY (`staff_id`) REFERENCES `staff`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE TABLE `staff` (
	`id` text PRIMARY KEY NOT NULL,
	`name` text NOT NULL,
	`office` text NOT NULL,
	`unit` text NOT NULL,
	`role` text NOT NULL,
	`disabled` integer DEFAULT false NOT NULL
);
--> statement-breakpoint
CREATE TABLE `units` (
	`id` text PRIMARY KEY NOT NULL,
	`name` text NOT NULL,
	`level` text NOT NULL,
	`parent_id` text,
	`department` integer DEFAULT false NOT NULL,
	`takes_cases` integer DEFAULT false NOT NULL,
	`answer_days` integer,
	`successor_id` text,
	`place` integer DEFAULT 0 NOT NULL
);
--> statement-breakpoint
CREATE INDEX `units_parent` ON `units` (`parent_id`);