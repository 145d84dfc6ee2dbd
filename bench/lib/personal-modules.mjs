// The scanner as it is, and the items of its tests.
export * from '../../worker/domain/masking'
export * from '../../tests/domain/personal-items'
