CREATE TABLE `kept_drafts` (
	`id` text PRIMARY KEY NOT NULL,
	`box` text NOT NULL,
	`expires_at` integer NOT NULL
);
--> statement-breakpoint
CREATE INDEX `kept_drafts_expire` ON `kept_drafts` (`expires_at`);--> statement-breakpoint
CREATE TABLE `login_attempts` (
	`id` text PRIMARY KEY NOT NULL,
	`browser` text NOT NULL,
	`provider` text NOT NULL,
	`back` text NOT NULL,
	`expires_at` integer NOT NULL
);
--> statement-breakpoint
CREATE INDEX `login_attempts_expire` ON `login_attempts` (`expires_at`);--> statement-breakpoint
CREATE TABLE `phone_codes` (
	`id` text PRIMARY KEY NOT NULL,
	`code` text,
	`tries` integer NOT NULL,
	`sent_at` integer NOT NULL,
	`day` text NOT NULL,
	`sent` integer NOT NULL,
	`expires_at` integer NOT NULL
);
--> statement-breakpoint
CREATE INDEX `phone_codes_sent` ON `phone_codes` (`sent_at`);--> statement-breakpoint
CREATE TABLE `staff_identities` (
	`code` text PRIMARY KEY NOT NULL,
	`staff_id` text NOT NULL,
	`linked_by` text NOT NULL,
	`linked_at` integer NOT NULL,
	FOREIGN KEY (`staff_id`) REFERENCES `staff`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE INDEX `staff_identities_staff` ON `staff_identities` (`staff_id`);