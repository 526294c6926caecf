"""Figures about people's work: agreement, bias, time. Made of decisions; they know neither database nor screen."""
