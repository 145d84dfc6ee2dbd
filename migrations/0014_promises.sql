CREATE TABLE `commitment_proposers` (
	`proposal_id` text NOT NULL,
	`mark` text NOT NULL,
	`device` text NOT NULL,
	`at` integer NOT NULL,
	PRIMARY KEY(`proposal_id`, `mark`)
);
--> statement-breakpoint
CREATE INDEX `commitment_proposers_device` ON `commitment_proposers` (`device`,`at`);--> statement-breakpoint
ALTER TABLE `commitment_events` ADD `links` text DEFAULT '[]' NOT NULL;--> statement-breakpoint
ALTER TABLE `commitments` ADD `entered_by` text DEFAULT '' NOT NULL;--> statement-breakpoint
ALTER TABLE `commitments` ADD `entered_at` integer DEFAULT 0 NOT NULL;