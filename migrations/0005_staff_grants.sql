CREATE TABLE `absences` (
	`id` text PRIMARY KEY NOT NULL,
	`of_staff` text NOT NULL,
	`by_staff` text NOT NULL,
	`from_day` text NOT NULL,
	`to_day` text NOT NULL,
	`reason` text NOT NULL,
	`given_by` text NOT NULL,
	`given_at` integer NOT NULL,
	`ended_by` text,
	`ended_at` integer,
	FOREIGN KEY (`of_staff`) REFERENCES `staff`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`by_staff`) REFERENCES `staff`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE INDEX `absences_by` ON `absences` (`by_staff`,`to_day`);--> statement-breakpoint
CREATE INDEX `absences_of` ON `absences` (`of_staff`);--> statement-breakpoint
CREATE TABLE `admin_acts` (
	`seq` integer PRIMARY KEY NOT NULL,
	`at` integer NOT NULL,
	`actor` text NOT NULL,
	`for_staff` text,
	`act` text NOT NULL,
	`about` text,
	`facts` text NOT NULL,
	`reason` text
);
--> statement-breakpoint
CREATE INDEX `admin_acts_about` ON `admin_acts` (`about`,`seq`);--> statement-breakpoint
CREATE TABLE `deadline_rules` (
	`version` integer PRIMARY KEY NOT NULL,
	`from_day` text NOT NULL,
	`profiles` text NOT NULL,
	`why` text NOT NULL,
	`by` text NOT NULL,
	`at` integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE `grants` (
	`id` text PRIMARY KEY NOT NULL,
	`staff_id` text NOT NULL,
	`role` text NOT NULL,
	`unit_id` text,
	`session` text,
	`from_at` integer NOT NULL,
	`until_at` integer,
	`given_by` text NOT NULL,
	`given_at` integer NOT NULL,
	`revoked_by` text,
	`revoked_at` integer,
	FOREIGN KEY (`staff_id`) REFERENCES `staff`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE INDEX `grants_staff` ON `grants` (`staff_id`,`role`);--> statement-breakpoint
CREATE TABLE `reason_texts` (
	`code` text NOT NULL,
	`version` integer NOT NULL,
	`zh` text NOT NULL,
	`en` text NOT NULL,
	`by` text NOT NULL,
	`at` integer NOT NULL,
	PRIMARY KEY(`code`, `version`)
);
