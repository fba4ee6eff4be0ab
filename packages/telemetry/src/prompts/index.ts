import { energyReview } from './energy-review.ts';

export const prompts = [energyReview];
