"""Stories of our own, with the speaker of every quote marked: `[source=>Speaker]`, and `[=>Speaker]` where none is named."""

DRAWING_ROOM = """
The rain had kept the whole family of Thornfield Lodge indoors since Sunday, and Mrs. Penrose was out of temper with the sky.

“I cannot think why your father does not write,” said [Mrs. Penrose=>Mrs. Penrose], looking up from her needle. “He promised it faithfully.”

“He promised nothing, mamma,” answered [Clara=>Clara Penrose]. “He only bowed.”

“A bow from Mr. Penrose is a promise.”[=>Mrs. Penrose]

Clara Penrose laughed and went to the window. Her sister Honoria was already there, watching the road with an anxious face.

“Is that a carriage?” [she=>Clara Penrose] asked.

“It is only the baker,” said [Honoria=>Honoria]. “You have asked me that three times.”

“Then I shall ask it a fourth.”[=>Clara Penrose]

At this moment the door was opened, and Sir Walter Haddon was announced. He was a tall, grave gentleman of forty, who came every Thursday to play chess with Mr. Penrose.

“I fear that I disturb you,” [he=>Walter Haddon] began. “I had hoped to find Mr. Penrose at home.”

“My husband is in London,” said [Mrs. Penrose=>Mrs. Penrose], “and has forgotten that he has a wife.”

[Sir Walter=>Walter Haddon] bowed. “No man could forget it, madam.”

“You are very good,” [she=>Mrs. Penrose] replied, a little softened.

Clara turned from the window. “And are the roads as bad as they say?” [she=>Clara Penrose] inquired.

“Worse, Miss Penrose,” said [the baronet=>Walter Haddon]. “I left one wheel at the bridge.”

“Poor Sir Walter!” cried [Honoria=>Honoria].

When he had gone, [her mother=>Mrs. Penrose] put away her needle. “There goes twelve thousand a year,” [she=>Mrs. Penrose] sighed, “and neither of you had the sense to offer him tea.”
"""

DETECTIVE = """
Inspector Grace Maddox stood in the doorway of the warehouse and counted the crates again. There were eleven.

“There should be twelve,” [she=>Grace Maddox] said.

Sergeant Tom Bell looked at his list. He was a thin young man with wet shoes, and he hated lists.

“Twelve on paper, ma'am,” [he=>Tom Bell] agreed. “Eleven on the floor.”

“Who signed for them?”[=>Grace Maddox]

“A man called Victor Rusk.”[=>Tom Bell]

Maddox put her hands in her pockets. She had known Rusk for ten years, and he had lied to her in every one of them.

“Bring him in,” [Maddox=>Grace Maddox] told Bell. “And be polite.”

An hour later Rusk sat in the small room, turning his hat in his hands.

“I never touched it,” [he=>Victor Rusk] said before anyone had asked. “You ask my wife.”

“We did,” said [Maddox=>Grace Maddox]. “She says you were out all night.”

“Then she's a liar.”[=>Victor Rusk]

“She says that of you as well,” [the inspector=>Grace Maddox] remarked.

[Bell=>Tom Bell] coughed. “There's the matter of the lorry, too.”

“What lorry?” asked [Rusk=>Victor Rusk].

“The one with your name on the side,” said [the sergeant=>Tom Bell]. [He=>Tom Bell] laid a photograph on the table. “Blue. Two doors. Crate in the back.”

Rusk looked at it for a long time. “All right,” [he=>Victor Rusk] said at last.
"""

WOOD = """
Pim had walked since morning, and the wood did not end. On a stump by the path sat the Badger, smoking.

“You are going the wrong way,” said [the Badger=>Badger].

“How can you know that?” asked [Pim=>Pim]. “You don't know where I want to go.”

“Everybody who passes here goes the wrong way,” [the Badger=>Badger] replied. “It is that kind of path.”

Pim sat down beside him. She was tired, and her left boot had a hole.

“My brother came along here,” [she=>Pim] said. “Did you see him?”

“I see a great many brothers.”[=>Badger]

“This one has red hair and is called Otto.”[=>Pim]

The Badger took the pipe out of his mouth. “Ah,” [he=>Badger] said. “That one. He owes me a lantern.”
"""

NARRATOR = """
I had not seen Edmund Vale since the war, and I did not know him at once when he stopped me in the street.

“Harker!” [he=>Edmund Vale] cried. “You look like a ghost.”

“I feel like one,” [I=>Harker] said. “What are you doing in town?”

“Selling a house,” said [Vale=>Edmund Vale]. “Come and have dinner. Lydia will be there.”

Lydia Vale was his cousin, and I had once been in love with her. She was waiting at a corner table.

“So you are alive, Mr. Harker,” [she=>Lydia Vale] said and gave me her hand.

“I am told so,” [I=>Harker] answered.

“And not married?”[=>Lydia Vale]

“And not married.”[=>Harker]
"""

STORIES = {"drawing room": DRAWING_ROOM, "detective": DETECTIVE, "wood": WOOD, "narrator": NARRATOR}
