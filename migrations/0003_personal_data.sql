CREATE TABLE `sealed` (
	`id` text PRIMARY KEY NOT NULL,
	`session_id` text NOT NULL,
	`kind` text NOT NULL,
	`no` integer NOT NULL,
	`kinds` text NOT NULL,
	`receipt_hash` text,
	`key_id` text NOT NULL,
	`box` text,
	`at` integer NOT NULL,
	`erased_at` integer,
	`erased_why` text,
	FOREIGN KEY (`session_id`) REFERENCES `sessions`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE INDEX `sealed_receipt` ON `sealed` (`receipt_hash`);--> statement-breakpoint
CREATE INDEX `sealed_kept` ON `sealed` (`session_id`) WHERE erased_at IS NULL;