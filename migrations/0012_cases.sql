CREATE TABLE `attachments` (
	`id` text PRIMARY KEY NOT NULL,
	`of_kind` text NOT NULL,
	`of_id` text NOT NULL,
	`case_id` text,
	`name` text NOT NULL,
	`type` text NOT NULL,
	`bytes` integer NOT NULL,
	`sha256` text NOT NULL,
	`key` text NOT NULL,
	`public` integer DEFAULT false NOT NULL,
	`by` text NOT NULL,
	`by_name` text NOT NULL,
	`at` integer NOT NULL,
	`removed_at` integer,
	`removed_why` text
);
--> statement-breakpoint
CREATE INDEX `attachments_of` ON `attachments` (`of_kind`,`of_id`);--> statement-breakpoint
CREATE INDEX `attachments_case` ON `attachments` (`case_id`);--> statement-breakpoint
CREATE TABLE `case_events` (
	`case_id` text NOT NULL,
	`seq` integer NOT NULL,
	`at` integer NOT NULL,
	`what` text NOT NULL,
	`actor_id` text NOT NULL,
	`actor` text NOT NULL,
	`unit_id` text,
	`unit` text NOT NULL,
	`text` text,
	`inside` text,
	`facts` text NOT NULL,
	PRIMARY KEY(`case_id`, `seq`),
	FOREIGN KEY (`case_id`) REFERENCES `cases`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE INDEX `case_events_at` ON `case_events` (`at`);--> statement-breakpoint
CREATE TABLE `case_notes` (
	`id` text PRIMARY KEY NOT NULL,
	`case_id` text NOT NULL,
	`unit_id` text NOT NULL,
	`at` integer NOT NULL,
	`by` text NOT NULL,
	`by_name` text NOT NULL,
	`text` text NOT NULL,
	FOREIGN KEY (`case_id`) REFERENCES `cases`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE INDEX `case_notes_case` ON `case_notes` (`case_id`,`at`);--> statement-breakpoint
CREATE TABLE `case_pauses` (
	`id` text PRIMARY KEY NOT NULL,
	`case_id` text NOT NULL,
	`from_at` integer NOT NULL,
	`until_at` integer,
	`why` text NOT NULL,
	`text` text NOT NULL,
	`given` text,
	`limit_at` integer,
	FOREIGN KEY (`case_id`) REFERENCES `cases`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE INDEX `case_pauses_case` ON `case_pauses` (`case_id`,`from_at`);--> statement-breakpoint
CREATE TABLE `case_replies` (
	`id` text PRIMARY KEY NOT NULL,
	`case_id` text NOT NULL,
	`kind` text NOT NULL,
	`state` text NOT NULL,
	`text` text NOT NULL,
	`outcome` text,
	`reason` text,
	`legal_basis` text,
	`unit_id` text NOT NULL,
	`unit` text NOT NULL,
	`drafted_by` text NOT NULL,
	`drafted_by_name` text NOT NULL,
	`drafted_at` integer NOT NULL,
	`submitted_at` integer,
	`approved_by` text,
	`approved_by_name` text,
	`published_at` integer,
	`returned_why` text,
	`corrects` text,
	`corrected_why` text,
	`version` integer DEFAULT 1 NOT NULL,
	FOREIGN KEY (`case_id`) REFERENCES `cases`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE INDEX `case_replies_case` ON `case_replies` (`case_id`,`drafted_at`);--> statement-breakpoint
CREATE INDEX `case_replies_published` ON `case_replies` (`published_at`);--> statement-breakpoint
CREATE TABLE `case_units` (
	`case_id` text NOT NULL,
	`unit_id` text NOT NULL,
	`unit` text NOT NULL,
	`role` text NOT NULL,
	`from_at` integer NOT NULL,
	`until_at` integer,
	PRIMARY KEY(`case_id`, `unit_id`, `from_at`),
	FOREIGN KEY (`case_id`) REFERENCES `cases`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE INDEX `case_units_unit` ON `case_units` (`unit_id`,`until_at`);--> statement-breakpoint
CREATE TABLE `calendar_notices` (
	`year` integer NOT NULL,
	`version` integer NOT NULL,
	`holidays` text NOT NULL,
	`make_up_days` text NOT NULL,
	`source` text NOT NULL,
	`by` text NOT NULL,
	`at` integer NOT NULL,
	PRIMARY KEY(`year`, `version`)
);
--> statement-breakpoint
CREATE TABLE `commitment_events` (
	`commitment_id` text NOT NULL,
	`seq` integer NOT NULL,
	`at` integer NOT NULL,
	`state` text NOT NULL,
	`text` text NOT NULL,
	`due_day` text,
	`actor_id` text NOT NULL,
	`actor` text NOT NULL,
	`unit` text NOT NULL,
	PRIMARY KEY(`commitment_id`, `seq`),
	FOREIGN KEY (`commitment_id`) REFERENCES `commitments`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE TABLE `commitment_proposals` (
	`id` text PRIMARY KEY NOT NULL,
	`session_id` text NOT NULL,
	`answer_id` text,
	`line_id` text,
	`reply_id` text,
	`quote` text NOT NULL,
	`at` integer NOT NULL,
	`count` integer NOT NULL,
	`state` text NOT NULL,
	`commitment_id` text,
	`reason` text,
	`version` integer DEFAULT 1 NOT NULL,
	FOREIGN KEY (`session_id`) REFERENCES `sessions`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE INDEX `commitment_proposals_open` ON `commitment_proposals` (`state`,`session_id`,`at`);--> statement-breakpoint
CREATE TABLE `commitments` (
	`id` text PRIMARY KEY NOT NULL,
	`session_id` text NOT NULL,
	`question_no` integer,
	`answer_id` text,
	`line_id` text,
	`case_id` text,
	`reply_id` text,
	`quote` text NOT NULL,
	`said_at` integer NOT NULL,
	`who` text NOT NULL,
	`office` text NOT NULL,
	`unit_id` text,
	`unit` text NOT NULL,
	`what` text NOT NULL,
	`due_as_said` text,
	`due_day` text,
	`amount` integer,
	`amount_qualifier` text,
	`amount_unit` text,
	`amount_text` text,
	`criterion` text,
	`state` text NOT NULL,
	`reason` text,
	`updated_at` integer NOT NULL,
	`verified_by` text,
	`version` integer DEFAULT 1 NOT NULL,
	FOREIGN KEY (`session_id`) REFERENCES `sessions`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE INDEX `commitments_question` ON `commitments` (`session_id`,`question_no`);--> statement-breakpoint
CREATE INDEX `commitments_unit` ON `commitments` (`unit_id`,`due_day`);--> statement-breakpoint
CREATE INDEX `commitments_due` ON `commitments` (`state`,`due_day`);--> statement-breakpoint
CREATE TABLE `contacts` (
	`session_id` text NOT NULL,
	`no` integer NOT NULL,
	`key_id` text NOT NULL,
	`box` text,
	`way` text NOT NULL,
	`lookup` text NOT NULL,
	`at` integer NOT NULL,
	`erased_at` integer,
	PRIMARY KEY(`session_id`, `no`),
	FOREIGN KEY (`session_id`) REFERENCES `sessions`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE INDEX `contacts_lookup` ON `contacts` (`lookup`);--> statement-breakpoint
CREATE TABLE `follow_questions` (
	`id` text PRIMARY KEY NOT NULL,
	`session_id` text NOT NULL,
	`question_no` integer NOT NULL,
	`case_id` text,
	`text` text NOT NULL,
	`state` text NOT NULL,
	`at` integer NOT NULL,
	`reason` text,
	`answer` text,
	`answered_by` text,
	`answered_by_name` text,
	`unit` text,
	`answered_at` integer,
	`version` integer DEFAULT 1 NOT NULL,
	FOREIGN KEY (`session_id`) REFERENCES `sessions`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE UNIQUE INDEX `follow_questions_question` ON `follow_questions` (`session_id`,`question_no`);--> statement-breakpoint
CREATE TABLE `messages` (
	`id` text PRIMARY KEY NOT NULL,
	`kind` text NOT NULL,
	`audience` text NOT NULL,
	`recipient` text NOT NULL,
	`about` text NOT NULL,
	`facts` text NOT NULL,
	`at` integer NOT NULL,
	`due_at` integer NOT NULL,
	`done_at` integer,
	`told` text DEFAULT '{}' NOT NULL,
	`read_at` integer,
	`read_by` text
);
--> statement-breakpoint
CREATE INDEX `messages_waiting` ON `messages` (`done_at`,`due_at`);--> statement-breakpoint
CREATE INDEX `messages_recipient` ON `messages` (`audience`,`recipient`,`at`);--> statement-breakpoint
CREATE TABLE `ratings` (
	`id` text PRIMARY KEY NOT NULL,
	`session_id` text NOT NULL,
	`question_no` integer NOT NULL,
	`case_id` text,
	`round` integer NOT NULL,
	`solved` text NOT NULL,
	`manner` integer,
	`speed` integer,
	`words` text,
	`words_state` text,
	`at` integer NOT NULL,
	`version` integer DEFAULT 1 NOT NULL,
	FOREIGN KEY (`session_id`) REFERENCES `sessions`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE INDEX `ratings_question` ON `ratings` (`session_id`,`question_no`);--> statement-breakpoint
CREATE INDEX `ratings_case` ON `ratings` (`case_id`,`round`);--> statement-breakpoint
CREATE INDEX `ratings_at` ON `ratings` (`at`);--> statement-breakpoint
CREATE TABLE `unit_channels` (
	`id` text PRIMARY KEY NOT NULL,
	`unit_id` text NOT NULL,
	`way` text NOT NULL,
	`key_id` text NOT NULL,
	`box` text NOT NULL,
	`hint` text NOT NULL,
	`kinds` text NOT NULL,
	`added_by` text NOT NULL,
	`added_at` integer NOT NULL,
	`ended_at` integer
);
--> statement-breakpoint
CREATE INDEX `unit_channels_unit` ON `unit_channels` (`unit_id`,`ended_at`);--> statement-breakpoint
CREATE TABLE `visits` (
	`case_id` text NOT NULL,
	`no` integer NOT NULL,
	`at` integer NOT NULL,
	`way` text NOT NULL,
	`reached` integer DEFAULT false NOT NULL,
	`solved` text,
	`text` text NOT NULL,
	`inside` text,
	`unit_id` text NOT NULL,
	`unit` text NOT NULL,
	`by` text NOT NULL,
	`by_name` text NOT NULL,
	PRIMARY KEY(`case_id`, `no`),
	FOREIGN KEY (`case_id`) REFERENCES `cases`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
ALTER TABLE `cases` ADD `seq` integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE `cases` ADD `accepted_at` integer;--> statement-breakpoint
ALTER TABLE `cases` ADD `paused_at` integer;--> statement-breakpoint
ALTER TABLE `cases` ADD `extended_at` integer;--> statement-breakpoint
ALTER TABLE `cases` ADD `visibility` text DEFAULT 'public' NOT NULL;--> statement-breakpoint
ALTER TABLE `cases` ADD `profile` text;--> statement-breakpoint
ALTER TABLE `cases` ADD `answer_days` integer;--> statement-breakpoint
ALTER TABLE `cases` ADD `held_since` integer;--> statement-breakpoint
ALTER TABLE `cases` ADD `accept_due_at` integer;--> statement-breakpoint
ALTER TABLE `cases` ADD `objection_due_at` integer;--> statement-breakpoint
ALTER TABLE `cases` ADD `first_due_at` integer;--> statement-breakpoint
ALTER TABLE `cases` ADD `extension_why` text;--> statement-breakpoint
ALTER TABLE `cases` ADD `officer_id` text;--> statement-breakpoint
ALTER TABLE `cases` ADD `officer` text;--> statement-breakpoint
ALTER TABLE `cases` ADD `sponsor_id` text;--> statement-breakpoint
ALTER TABLE `cases` ADD `sponsor` text;--> statement-breakpoint
ALTER TABLE `cases` ADD `joint_id` text;--> statement-breakpoint
ALTER TABLE `cases` ADD `follow_up_until` integer;--> statement-breakpoint
ALTER TABLE `cases` ADD `reopened` integer DEFAULT 0 NOT NULL;--> statement-breakpoint
CREATE INDEX `cases_unit` ON `cases` (`unit_id`,`state`,`due_at`);--> statement-breakpoint
CREATE INDEX `cases_joint` ON `cases` (`joint_id`) WHERE joint_id IS NOT NULL;